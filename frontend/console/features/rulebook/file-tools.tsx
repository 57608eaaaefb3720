import { Button } from '@shared/ui/button'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { saveCSV } from './csv'

const mostBytes = 1 << 20

type Props = {
  /** The file's name, and its rows with their head. */
  name: string
  rows: () => string[][]
  /** While a change is written: takes the text of a file in; null: it is larger than any such table. */
  onFile?: (text: string | null) => void
}

/** A table as a file, out and, while it is changed, in. */
export function FileTools({ name, rows, onFile }: Props) {
  const { t } = useTranslation('console')
  const file = useRef<HTMLInputElement>(null)
  async function take(f: File | undefined) {
    if (!f || !onFile) return
    onFile(f.size > mostBytes ? null : await f.text())
    if (file.current) file.current.value = '' // the same file again
  }
  return (
    <>
      <Button kind="link" onClick={() => saveCSV(name, rows())}>
        {t('rulebook.export')}
      </Button>
      {onFile ? (
        <>
          <input ref={file} type="file" accept=".csv,text/csv" hidden aria-label={t('rulebook.import')} onChange={e => void take(e.target.files?.[0])} />
          <Button kind="link" onClick={() => file.current?.click()}>
            {t('rulebook.import')}
          </Button>
        </>
      ) : null}
    </>
  )
}
