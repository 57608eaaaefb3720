import { after } from '@shared/after'
import { Menu } from '@mantine/core'
import { IconDots, IconDownload, IconPrinter } from '@tabler/icons-react'
import { Button, IconButton } from '@shared/ui/button'
import { Dialog, Sheet } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { Banner } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { useToast } from '@shared/ui/toast'
import { PassphraseField } from '@shared/form/field'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAcknowledge } from '../../api/opinion/acknowledge'
import { leaveOpinion } from '../../api/opinion/open-opinion'
import { useSavePdf } from '../../api/opinion/save-pdf'
import type { CaseView, OpinionView } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { usePaper } from '../../lib/paper'
import { useSession } from '../../lib/session-context'
import { OpinionHeader } from './opinion-frame'
import classes from './opinion.module.css'
import { Content, useSections } from './content'
import { FurtherSheet } from './further'
import { LearntSheet } from './learnt'
import { ProofColumn } from './proof-column'

// pdf.js is large and only the letter needs it.
const LetterView = lazy(() => import('./letter-view').then(m => ({ default: m.LetterView })))

/** The other version that stands beside this one, and how one gets there. */
type Earlier = { version: number; onRead: () => void; back: boolean }

type Layout = 'side' | 'letter'

/** The verified opinion beside its questions, or as the letter that is printed. */
export function Reading({ view, opinion, earlier }: { view: CaseView; opinion: OpinionView; earlier?: Earlier }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const id = view.row.id
  const [layout, setLayout] = useState<Layout>('side')
  const [paper, setPaper] = usePaper(opinion.paper)
  const [printing, setPrinting] = useState(false)
  const [sheet, setSheet] = useState<'contents' | 'proof' | 'further' | 'learnt' | ''>('')
  const save = useSavePdf(id, opinion.head.version)
  useEffect(() => () => leaveOpinion(id), [id])
  const scroller = useRef<HTMLElement>(null)
  const corrected = opinion.head.state === 'corrected'
  const physician = useSession().role === 'physician'
  const more = useRef<HTMLButtonElement>(null)
  const sections = useSections(opinion, scroller, layout)

  const contents = (
    <Contents
      sections={sections}
      onChoose={key => {
        setSheet('')
        setLayout('side')
        sections.goTo(key)
      }}
    />
  )
  const layouts = (
    <Segments
      label={t('opinion.layout')}
      value={layout}
      onChange={setLayout}
      options={[
        { value: 'side', label: t('opinion.sideBySide') },
        { value: 'letter', label: t('opinion.letter') },
      ]}
    />
  )

  return (
    <div className={classes.page}>
      <div>
        <OpinionHeader view={view}>
          <span className={classes.narrowOnly}>
            <Button kind="plain" onClick={() => setSheet('contents')}>
              {t('opinion.contents')}
            </Button>
            <Button kind="plain" onClick={() => setSheet('proof')}>
              {t('opinion.proof')}
            </Button>
          </span>
          {physician && !corrected && !earlier?.back ? (
            <Menu position="bottom-end" returnFocus={false}>
              <Menu.Target>
                <IconButton ref={more} label={t('opinion.more')}>
                  <Icon of={IconDots} />
                </IconButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  onClick={() => {
                    more.current?.focus()
                    setSheet('further')
                  }}
                >
                  {t('further.title')}
                </Menu.Item>
                <Menu.Item
                  onClick={() => {
                    more.current?.focus()
                    setSheet('learnt')
                  }}
                >
                  {t('learnt.title')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
          <Button
            icon={<Icon of={IconDownload} />}
            busy={save.isPending && t('opinion.saving')}
            onClick={() => after(save.mutateAsync(paper), { done: saved => saved && toast(t('opinion.saved')), failed: 'shown' })}
          >
            {t('opinion.save')}
          </Button>
          <Button
            kind={corrected ? 'default' : 'primary'}
            icon={<Icon of={IconPrinter} />}
            onClick={() => {
              setLayout('letter')
              setPrinting(true)
            }}
          >
            {t('opinion.print')}
          </Button>
        </OpinionHeader>
        {earlier ? (
          <Banner kind="neutral" title={t(earlier.back ? 'opinion.isEarlier' : 'opinion.addsTo', { version: earlier.back ? opinion.head.version : earlier.version })} act={<Button onClick={earlier.onRead}>{t(earlier.back ? 'opinion.readAddendum' : 'opinion.readEarlier', { version: earlier.version })}</Button>} />
        ) : null}
        {corrected ? <Correction view={view} opinion={opinion} /> : null}
        {save.error ? (
          <div className={classes.headFault}>
            <FaultNote fault={save.error} />
          </div>
        ) : null}
      </div>
      <div className={classes.grid}>
        <nav className={classes.toc} aria-label={t('opinion.inThis')}>
          <h2 className={classes.tocHead}>{t('opinion.inThis')}</h2>
          {contents}
          <div className={classes.layouts}>{layouts}</div>
        </nav>
        {layout === 'side' ? (
          <main ref={scroller} className={classes.qa} tabIndex={0} aria-label={t('opinion.title')}>
            <Content opinion={opinion} sections={sections} />
          </main>
        ) : (
          <main className={classes.letter} aria-label={t('opinion.letter')}>
            <Suspense fallback={null}>
              <LetterView
                id={id}
                version={opinion.head.version}
                paper={paper}
                onPaper={setPaper}
                printing={printing}
                onPrinted={() => setPrinting(false)}
                narrowLayouts={<span className={classes.narrowOnly}>{layouts}</span>}
              />
            </Suspense>
          </main>
        )}
        <aside className={classes.proof} aria-label={t('opinion.proof')}>
          <ProofColumn view={view} opinion={opinion} />
        </aside>
      </div>
      <Sheet open={sheet === 'contents'} onClose={() => setSheet('')} title={t('opinion.inThis')}>
        {contents}
        <div className={classes.layouts}>{layouts}</div>
      </Sheet>
      <Sheet open={sheet === 'proof'} onClose={() => setSheet('')} title={t('opinion.proof')}>
        <ProofColumn view={view} opinion={opinion} />
      </Sheet>
      <FurtherSheet id={id} version={opinion.head.version} open={sheet === 'further'} onClose={() => setSheet('')} />
      <LearntSheet id={id} open={sheet === 'learnt'} onClose={() => setSheet('')} />
    </div>
  )
}

type Sections = ReturnType<typeof useSections>

function Contents({ sections, onChoose }: { sections: Sections; onChoose: (key: string) => void }) {
  return (
    <ul>
      {sections.list.map(s => (
        <li key={s.key}>
          <button type="button" className={classes.tocItem} aria-current={sections.current === s.key || undefined} onClick={() => onChoose(s.key)}>
            {s.title}
            {s.count ? <span className="oso-ink-3">{s.count}</span> : null}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** A corrected version was opened; it is acknowledged by the physician's passphrase. */
function Correction({ view, opinion }: { view: CaseView; opinion: OpinionView }) {
  const { t } = useTranslation('desktop')
  const [asking, setAsking] = useState(false)
  const [empty, setEmpty] = useState(false)
  const passphrase = useRef<HTMLInputElement>(null)
  const acknowledge = useAcknowledge(view.row.id)

  function act() {
    const typed = passphrase.current?.value ?? ''
    setEmpty(typed === '')
    if (typed) after(acknowledge.mutateAsync({ version: opinion.head.version, passphrase: typed }), { done: () => setAsking(false), failed: () => passphrase.current?.select() })
  }

  return (
    <>
      <Banner kind="time" title={t('opinion.correctedTitle')} act={<Button kind="primary" onClick={() => setAsking(true)}>{t('opinion.acknowledge')}</Button>}>
        {t('opinion.correctedSays')}
      </Banner>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        busy={acknowledge.isPending}
        title={t('opinion.acknowledgeTitle')}
        buttons={
          <>
            <Button onClick={() => setAsking(false)}>{t('opinion.notYet')}</Button>
            <Button kind="primary" onClick={act} busy={acknowledge.isPending && t('opinion.acknowledging')}>
              {t('opinion.acknowledge')}
            </Button>
          </>
        }
      >
        <p>{t('opinion.acknowledgeSays', { version: opinion.head.version })}</p>
        <PassphraseField
          ref={passphrase}
          data-autofocus
          label={t('opinion.passphrase')}
          placeholder=" "
          onChange={() => setEmpty(false)}
          onKeyDown={e => {
            if (e.key === 'Enter' && !acknowledge.isPending) act()
          }}
          error={empty ? t('opinion.needAcknowledge') : undefined}
        />
        <FaultNote fault={acknowledge.error} />
      </Dialog>
    </>
  )
}
