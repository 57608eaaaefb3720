import { IconPaperclip } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../format/number'
import { Button } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Note } from '../../ui/notice'
import classes from '../reader.module.css'
import type { Inside } from './inside'
import type { PdfFile } from './pdf-file'

// All that is attached is read to be named: of a larger file only where somebody asks.
const most = 64 << 20 // bytes

type Props = { file: PdfFile; /** Records may be saved here, and so may what lies inside of one. */ saves: boolean }

/** Which files a PDF carries inside. Nothing is drawn where there is none. */
export function InsideList({ file, saves }: Props) {
  const { t } = useTranslation('shared')
  const [found, setFound] = useState<Inside[] | null>(null)
  const [slow, setSlow] = useState(false)
  const [asked, setAsked] = useState(file.size <= most)
  useEffect(() => {
    if (!asked) return
    const left = new AbortController()
    file.inside(left.signal).then(setFound, () => {
      if (!left.signal.aborted) setSlow(true)
    })
    return () => left.abort()
  }, [file, asked])
  if (!asked)
    return (
      <div className={classes.inside}>
        <Button kind="link" icon={<Icon of={IconPaperclip} />} onClick={() => setAsked(true)}>
          {t('pdf.insideLook')}
        </Button>
      </div>
    )
  if (slow) return <Said>{t('pdf.insideSlow')}</Said>
  if (!found) return null
  if (found.length === 0) return file.size > most ? <Said>{t('pdf.insideNone')}</Said> : null
  return (
    <div className={classes.inside}>
      <Note icon={<Icon of={IconPaperclip} />} title={t('pdf.inside', { count: found.length })}>
        {t(saves ? 'pdf.insideSays' : 'pdf.insideHow')}
        <ul className={classes.insideList} tabIndex={0} aria-label={t('pdf.inside', { count: found.length })}>
          {found.map((f, i) => (
            <li key={i}>
              <bdi className={classes.insideName}>{f.name || t('pdf.insideUnnamed')}</bdi>{' '}
              <span className="oso-ink-2 oso-nowrap">{[f.program ? t('pdf.insideProgram') : f.kind, f.content ? formatBytes(f.bytes) : t('pdf.insideGone')].filter(Boolean).join(', ')}</span>{' '}
              {saves && f.content && !f.program ? (
                <Button kind="link" aria-label={t('pdf.insideSaveOf', { name: f.name || t('pdf.insideUnnamed') })} onClick={() => save(f)}>
                  {t('pdf.insideSave')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Note>
    </div>
  )
}

function Said({ children }: { children: string }) {
  return (
    <div className={classes.inside}>
      <Note icon={<Icon of={IconPaperclip} />}>{children}</Note>
    </div>
  )
}

/** As bytes without a type: the browser saves them, and opens nothing. */
function save({ name, content }: Inside): void {
  if (!content) return
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }))
  const a = document.createElement('a')
  a.href = url
  a.download = name || 'attached'
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
