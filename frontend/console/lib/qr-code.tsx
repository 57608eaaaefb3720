/** A QR code from its rows, a 1 for each dark square, with the quiet zone that readers want; black on white in every theme. */
export function QRCode({ rows, label, className }: { rows: readonly string[]; label: string; className?: string }) {
  const size = rows.length + 8
  const dark = rows.flatMap((row, y) => [...row].map((c, x) => (c === '1' ? `M${x + 4} ${y + 4}h1v1h-1z` : ''))).join('')
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className={className} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="white" />
      <path d={dark} fill="black" />
    </svg>
  )
}
