/** The floor of a password (R28): at least eight characters with letters, numbers and special characters. */
export function strong(password: string): boolean {
  return [...password].length >= 8 && /\p{L}/u.test(password) && /\p{N}/u.test(password) && /[^\p{L}\p{N}]/u.test(password)
}
