import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Certificates } from './certs.ts'
import { ChildServer } from './child-server.ts'
import { findCommand } from './java.ts'
import { leaveOut } from './left-out.ts'
import { freePorts, HOST } from './ports.ts'

// Where Debian puts it; not in everybody's PATH.
const SYSTEM = '/usr/sbin/nginx'

/** Why no nginx can be started here; undefined where one can. */
export function nginxMissing(): string | undefined {
  return command() === undefined ? 'no nginx in PATH' : undefined
}

/** For the `skip` of a test. To be called where the tests are declared. */
export function nginxLeftOut(suite: string): string | false {
  const reason = nginxMissing()
  return reason === undefined ? false : leaveOut(suite, reason, 'npm run test:setup')
}

/**
 * Starts nginx with TLS, which demands a client certificate of the authority whose subject has this common name, as
 * Netdata describes it. It ends with the test. Gives its address.
 */
export async function startNginx(
  t: TestContext,
  { ca, server }: Certificates,
  commonName: string,
): Promise<string> {
  const program = command()
  if (program === undefined) throw new Error('no nginx')
  const child = new ChildServer('nginx')
  t.after(() => child.stop())
  const [port] = (await freePorts(1)) as [number]
  const file = join(child.folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${child.folder}/${name};`,
  )
  writeFileSync(
    file,
    `daemon off;
pid ${child.folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  server {
    listen ${HOST}:${port} ssl default_server;
    ssl_certificate ${server.cert};
    ssl_certificate_key ${server.key};
    ssl_verify_client on;
    ssl_client_certificate ${ca};
    location / {
      if ($ssl_client_s_dn !~ "CN=${commonName}") { return 403; }
      return 204;
    }
  }
}
`,
  )
  await child.start(program, ['-c', file, '-p', child.folder], { PATH: process.env['PATH'] }, port)
  return `https://localhost:${port}`
}

function command(): string | undefined {
  return findCommand('nginx') ?? (existsSync(SYSTEM) ? SYSTEM : undefined)
}
