import { styleText } from 'node:util'

/** What a line says, which decides its colour. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'quiet' | 'title'

const formats = {
  good: 'green',
  bad: 'red',
  doubtful: 'yellow',
  quiet: 'gray',
  title: 'bold',
} as const

/** Text in the colour of its tone where standard output is a terminal that has colours, or as NO_COLOR and FORCE_COLOR say. */
export function styled(tone: Tone, text: string): string {
  return styleText(formats[tone], text)
}
