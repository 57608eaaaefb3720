import { IconX } from '@tabler/icons-react'
import { type Option, SelectField } from '@shared/form/choice'
import { FieldGroup } from '@shared/form/field'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './picked.module.css'

type Props = { label: string; hint?: string; add: string; picked: Option[]; options: Option[]; onPick: (value: string) => void; onRemove: (value: string) => void }

/** Several of many, in the order in which they were picked; each can be taken away. */
export function Picked({ label, hint, add, picked, options, onPick, onRemove }: Props) {
  const { t } = useTranslation('console')
  const [round, setRound] = useState(0) // the field is empty again after each

  return (
    <FieldGroup legend={label}>
      {hint ? <p className="oso-small oso-ink-2">{hint}</p> : null}
      <ul className={classes.picked}>
        {picked.map(o => (
          <li key={o.value}>
            <span dir="auto">{o.label}</span>
            <IconButton label={t('people.takeAway', { name: o.label })} onClick={() => onRemove(o.value)}>
              <Icon of={IconX} />
            </IconButton>
          </li>
        ))}
      </ul>
      <SelectField
        key={round}
        label={add}
        hideLabel
        placeholder={add}
        searchable
        value=""
        options={options}
        onChange={v => {
          if (!v) return
          onPick(v)
          setRound(round + 1)
        }}
      />
    </FieldGroup>
  )
}
