import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { artemisJars, findArtemis } from './artemis-files.ts'
import { ChildServer } from './child-server.ts'
import { freePorts, HOST } from './ports.ts'
import { TokenResponder } from './token-responder.ts'

/** A broker with a topic `netbox`, to which the SDK of Azure Service Bus can speak. */
export interface ArtemisServer {
  readonly port: number
  /** What puts tokens at it is answered by this. */
  readonly tokens: TokenResponder
  /** Ends it at once, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, on its port, with nothing in it, and waits until it answers. */
  start(): Promise<void>
  /** Ends it for good. Idempotent. */
  stop(): Promise<void>
}

/** Starts Apache Artemis on the loopback interface, in 1.5 to 3 s. @throws Error with the broker's log. */
export async function startArtemis(): Promise<ArtemisServer> {
  const found = findArtemis()
  if (typeof found === 'string') throw new Error(found)
  for (let attempt = 1; ; attempt++) {
    const [port] = (await freePorts(1)) as [number]
    const artemis = new Artemis(found.java, port)
    try {
      await artemis.start()
      return artemis
    } catch (error) {
      await artemis.stop()
      // A server beside us was faster.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error
    }
  }
}

class Artemis implements ArtemisServer {
  readonly port: number
  readonly #java: string
  #child: ChildServer | undefined
  #tokens: TokenResponder | undefined

  constructor(java: string, port: number) {
    this.#java = java
    this.port = port
  }

  get tokens(): TokenResponder {
    if (this.#tokens === undefined) throw new Error('Artemis is not running')
    return this.#tokens
  }

  async start(): Promise<void> {
    const child = new ChildServer('artemis')
    this.#child = child
    mkdirSync(join(child.folder, 'etc'))
    writeFileSync(join(child.folder, 'etc/broker.xml'), configuration(this.port))
    const args = [
      ...['-Xmx96m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
      ...['-Djava.security.egd=file:/dev/urandom', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      ...['-cp', `${artemisJars()}/*`, 'org.apache.activemq.artemis.core.server.embedded.Main', child.folder],
    ]
    await child.start(this.#java, args, process.env, this.port)
    this.#tokens = await TokenResponder.start(this.port)
  }

  async kill(): Promise<void> {
    await this.#child?.stop('SIGKILL')
    await this.#tokens?.stop()
  }

  stop(): Promise<void> {
    return this.kill()
  }
}

/** `$cbs` as a topic: with a queue, whoever asks would get the requests as the answers. */
function configuration(port: number): string {
  return `<configuration xmlns="urn:activemq">
  <core xmlns="urn:activemq:core">
    <name>test</name>
    <persistence-enabled>false</persistence-enabled>
    <security-enabled>false</security-enabled>
    <acceptors>
      <acceptor name="amqp">tcp://${HOST}:${port}?protocols=AMQP;saslMechanisms=ANONYMOUS,PLAIN</acceptor>
    </acceptors>
    <address-settings>
      <address-setting match="#">
        <auto-create-queues>true</auto-create-queues>
        <auto-create-addresses>false</auto-create-addresses>
        <default-address-routing-type>MULTICAST</default-address-routing-type>
      </address-setting>
    </address-settings>
    <addresses>
      <address name="netbox"><multicast><queue name="netbox/Subscriptions/all"/></multicast></address>
      <address name="$cbs"><multicast/></address>
    </addresses>
  </core>
</configuration>
`
}
