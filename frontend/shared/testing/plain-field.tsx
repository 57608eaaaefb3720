/** The editor's contract as a field of plain text, for tests of pages: jsdom has no lines and no cursor on a page. The editor itself is tested in shared/editor, and in a browser. */
export function RichText({ label, value, placeholder, onChange }: { label: string; value: string; placeholder?: string; onChange: (text: string) => void }) {
  return <textarea aria-label={label} value={value} placeholder={placeholder} onChange={e => onChange(e.target.value)} />
}
