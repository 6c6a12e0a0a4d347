import { printableLine } from '../../text.ts'

/** Rows under their titles, in columns; numbers to the right. Without rows: nothing. */
export function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return ''
  const texts = rows.map(row => row.map(cell => printableLine(String(cell))))
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...texts.map(row => row[column]?.length ?? 0)),
  )
  const isNumber = titles.map((_, column) => rows.every(row => typeof row[column] === 'number'))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
  return `${[titles, ...texts].map(line).join('\n')}\n`
}
