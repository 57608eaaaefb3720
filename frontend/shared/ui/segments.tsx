import classes from './segments.module.css'

type Option<V extends string> = { value: V; label: string }

/** Two to four views of one thing. */
export function Segments<V extends string>({ label, value, options, onChange }: { label: string; value: V; options: Option<V>[]; onChange: (v: V) => void }) {
  return (
    <div className={classes.segments} role="group" aria-label={label}>
      {options.map(o => (
        <button key={o.value} type="button" aria-pressed={o.value === value} onClick={() => onChange(o.value)} className={classes.segment}>
          {o.label}
        </button>
      ))}
    </div>
  )
}
