/** "950 USD", "1,137.50 USD". */
export function formatMoney(cents: number, currency: string): string {
  const whole = cents % 100 === 0
  return `${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: 2 })} ${currency}`
}
