import { refuse } from '../error.ts'
import { SIMPLE_ESCAPES } from '../jinja/string-literal.ts'

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs

/** What a Go string stands for. @throws SyntaxProblem */
export function goString(literal: string, at: number): string {
  const inside = literal.slice(1, -1)
  if (literal.startsWith('`')) return inside.replaceAll('\r', '')
  return inside.replace(
    ESCAPE,
    (whole, x?: string, u?: string, wide?: string, octal?: string, letter?: string) => {
      const hex = x ?? u ?? wide
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return SIMPLE_ESCAPES[letter ?? ''] ?? refuse(at, `unknown escape ${whole}`)
    },
  )
}

/** What a Go number stands for: an int or a float. @throws SyntaxProblem */
export function goNumber(text: string, at: number): bigint | number {
  const digits = text.replaceAll('_', '')
  const negative = digits.startsWith('-')
  const plain = digits.replace(/^[+-]/, '')
  if (/^(?:0[xXbBoO].*|\d+)$/.test(plain)) {
    const octal = /^0\d/.test(plain) ? `0o${plain.slice(1)}` : plain.toLowerCase()
    if (!/^0[xbo]/.test(octal) && !/^\d+$/.test(octal))
      refuse(at, `bad number syntax: ${JSON.stringify(text)}`)
    const value = BigInt(octal)
    if (value >= 2n ** 63n) refuse(at, `integer overflow: ${text}`)
    return negative ? -value : value
  }
  return negative ? -Number(plain) : Number(plain)
}
