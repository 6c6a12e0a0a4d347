/** A finite float as Python's `repr` prints it: `1.0`, `1e+16`, `1e-05`. */
export function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  // Both print the shortest digits that give the value back; they differ in when and how an exponent is written.
  const [digits = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const plain = exponent < 0 ? value.toFixed(fractionDigits(digits, exponent)) : String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

/** How many digits stand behind the point. */
function fractionDigits(digits: string, exponent: number): number {
  return digits.replace(/[-.]/g, '').length - 1 - exponent
}
