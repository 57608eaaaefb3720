type Wait = {
  seconds: number
  /** How many pieces of the file have come so far: one more, and all of the time is left again. */
  came: () => number
  /** No time passes: nobody sees the window, or a person is asked. */
  stands: () => boolean
  over: () => void
}

/** Waits for work on a file, and calls over once where it takes longer. Ends by what it returns. */
export function countdown({ seconds, came, stands, over }: Wait): () => void {
  let left = seconds
  let pieces = came()
  const timer = setInterval(() => {
    if (pieces !== came()) left = seconds
    pieces = came()
    if (stands() || --left >= 0) return
    clearInterval(timer)
    over()
  }, 1000)
  return () => clearInterval(timer)
}
