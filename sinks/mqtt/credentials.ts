import { readFileSync } from 'node:fs'
import { SluiceError } from '../../src/errors.ts'

/** Who this side is. */
export interface Credentials {
  readonly username: string | undefined
  /**
   * Asked at each connect: a file is read anew, so that a token in it can be renewed.
   * @throws SluiceError `password_unreadable`, without the path.
   */
  password(): string | undefined
}

const mostBytes = 65_535 // MQTT §3.1.3.6: two bytes of length

/** Credentials whose password is given, in a file, or neither. */
export function credentialsOf(
  username: string | undefined,
  given: string | undefined,
  file: string | undefined,
): Credentials {
  return { username, password: () => (file === undefined ? given : read(file)) }
}

function read(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new SluiceError('password_unreadable', 'password_file cannot be read', { cause: error })
  }
  const password = text.replace(/\r?\n$/, '')
  if (password === '') throw new SluiceError('password_unreadable', 'password_file is empty')
  if (Buffer.byteLength(password) > mostBytes)
    throw new SluiceError('password_unreadable', `password_file has more than ${mostBytes} bytes`)
  return password
}
