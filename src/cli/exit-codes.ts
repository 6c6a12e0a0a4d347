/** Exit codes of every command. */
export const exitCodes = {
  ok: 0,
  /** It could not do what was asked, or stopped doing it. */
  failed: 1,
  /** Wrong arguments or a wrong configuration: trying again will not help. */
  usage: 2,
} as const
