/** Resolves after so many milliseconds, or as soon as the signal aborts; with whether the time has passed. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve(false)
    const end = (passed: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      resolve(passed)
    }
    const aborted = () => end(false)
    const timer = setTimeout(() => end(true), milliseconds)
    signal.addEventListener('abort', aborted)
  })
}
