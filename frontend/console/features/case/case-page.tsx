import { useTranslation } from 'react-i18next'
import { Navigate, useParams, useSearchParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { writesOn } from '../../api/notes/notes'
import type { Case } from '../../api/types'
import { hasLetter } from '../../lib/has-letter'
import { WholePage } from '../../lib/whole-page'
import { DeskCase } from './desk-case'
import { GlassCase } from './glass-case'
import { FirstPage } from './first-page'
import { OfferedCase } from './offered-case'
import { PartCase } from './part-case'
import { ReadingCase } from './reading-case'
import { StatusCase } from './status-case'

/** A case, as the person who opens it may see it. */
export function CasePage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  return (
    <WholePage current="work" title={t('case.title')} loading={t('case.loading')} asked={c}>
      {data => <One key={id} c={data} />}
    </WholePage>
  )
}

function One({ c }: { c: Case }) {
  const [asked] = useSearchParams()
  // Who meets a case under several roles sees it under the nearest, or as asked.
  const role = c.roles.find(r => r === asked.get('as')) ?? c.roles[0]
  if (role === 'admin' && c.patient) return <GlassCase c={c} />
  if (role === 'coordinator') return <DeskCase c={c} />
  if (c.synopsis && !c.patient) return <OfferedCase c={c} synopsis={c.synopsis} />
  if (role === 'approver' && hasLetter(c)) return <Navigate to={`/case/${c.id}/letter`} replace />
  if (writesOn(c)) return <FirstPage c={c} />
  // Of a case of images or slides alone, a radiologist or pathologist is the author.
  const part = c.parts.find(p => p.mine && (p.state === 'accepted' || p.state === 'signed'))
  if (part) return <PartCase c={c} mine={part} />
  const mine = c.overreads.find(o => o.mine)
  if (mine) return <ReadingCase c={c} mine={mine} />
  if (c.patient) return <Navigate to={`/case/${c.id}/write`} replace />
  return <StatusCase c={c} />
}
