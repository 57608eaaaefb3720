import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../form/field'
import { Button } from '../../ui/button'
import classes from '../reader.module.css'

/** Asks for the password of a file; it opens the file here and is kept nowhere. */
export function PasswordForm({ wrong, onGive }: { wrong: boolean; onGive: (word: string) => void }) {
  const { t } = useTranslation('shared')
  const [word, setWord] = useState('')
  const [given, setGiven] = useState('')
  return (
    <form
      className={classes.password}
      onSubmit={e => {
        e.preventDefault()
        if (word === '') return
        setGiven(word)
        onGive(word)
      }}
    >
      <h3>{t('pdf.locked')}</h3>
      <p className="oso-small oso-ink-2">{t('pdf.lockedSays')}</p>
      <TextField label={t('pdf.password')} type="password" autoComplete="off" value={word} onChange={e => setWord(e.target.value)} error={wrong && word === given ? t('pdf.wrongPassword') : undefined} />
      <Button kind="primary" type="submit">
        {t('pdf.openIt')}
      </Button>
    </form>
  )
}
