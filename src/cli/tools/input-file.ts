import { readFile, stat } from 'node:fs/promises'
import { messageOf, SluiceError } from '../../errors.ts'

// The largest `limits.max_record_bytes` that a configuration may set.
const mostBytes = 256 * 2 ** 20

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
}

/** The bytes of a file; `-` is standard input. @throws SluiceError `usage` where it cannot be read. */
export async function readInput(file: string): Promise<Buffer> {
  try {
    if (file === '-') return await readAll(process.stdin)
    const { size } = await stat(file)
    if (size > mostBytes) throw new Error(tooLarge)
    return await readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    const name = file === '-' ? 'standard input' : file
    throw new SluiceError('usage', `${name} ${reasons[code] ?? messageOf(error)}`, { cause: error })
  }
}

const tooLarge = `is larger than ${mostBytes} bytes`

async function readAll(input: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of input) {
    length += chunk.length
    if (length > mostBytes) throw new Error(tooLarge)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
