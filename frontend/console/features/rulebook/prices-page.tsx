import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepPrices, usePriceEffects, usePrices } from '../../api/rulebook/rulebook'
import type { PriceRow, Prices } from '../../api/types'
import { formatMoney } from '../../lib/money'
import { newOnce } from '../../lib/once'
import { useOpenEntry } from '../../lib/open-entry'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import { rowChanges } from './changes'
import { EffectsView } from './effects-view'
import { FileTools } from './file-tools'
import { PriceForm } from './price-form'
import { priceFile, priceRows } from './price-words'
import { RowChanges } from './row-changes'
import columns from '../../lib/columns.module.css'
import table from '../../lib/table.module.css'

/** What the service costs (R10), contracts' prices among it (R44). */
export function PricesPage() {
  const { t } = useTranslation('console')
  const prices = usePrices()
  return (
    <WholePage current="prices" title={t('prices.title')} loading={t('prices.loading')} asked={prices}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

function useSays(partners: Prices['partners']) {
  const { t } = useTranslation('console')
  const say = useWords()
  const days = (r: PriceRow) => (r.until ? t('rulebook.days', { from: formatDay(r.from), until: formatDay(r.until) }) : t('rulebook.daysOpen', { from: formatDay(r.from) }))
  const whose = (id: string) => (id === '' ? t('prices.general') : (partners.find(p => p.id === id)?.name ?? id))
  return {
    days,
    whose,
    item: (r: PriceRow) => say('service', r.item),
    row: (r: PriceRow) => `${say('service', r.item)}${r.partner ? ` (${whose(r.partner)})` : ''}: ${formatMoney(r.cents, r.currency)}, ${days(r)}. ${r.source}`,
    /** "950 USD", or "missing imaging-review", as the service answers it. */
    answer: (a: string) => {
      const [first, ...items] = a.split(' ')
      return first === 'missing' ? t('prices.missing', { items: items.map(i => say('service', i)).join(', ') }) : a
    },
  }
}

function Register({ register }: { register: Prices }) {
  const { t } = useTranslation('console')
  const keep = useKeepPrices()
  const says = useSays(register.partners)
  const [draft, setDraft] = useState<{ over: number; rows: PriceRow[] } | null>(null)
  const { open, waits, at, free, begin, close } = useOpenEntry() // 'new': one more
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [wrong, setWrong] = useState('')
  const { in_force: inForce, proposed, items, partners } = register
  const now = register.now.rows
  const shown = draft?.rows ?? proposed?.prices.rows ?? now
  const changed = draft !== null && JSON.stringify(draft.rows) !== JSON.stringify(now)
  const effects = usePriceEffects(changed ? { rows: draft.rows } : null)
  const change = (rows: PriceRow[]) => draft && setDraft({ ...draft, rows })
  const keepRow = (row: PriceRow) => change(shown.some(r => r.id === row.id) ? shown.map(r => (r.id === row.id ? row : r)) : [...shown, row])
  const form = (row: PriceRow) => <PriceForm row={row} items={items} partners={partners} onKeep={keepRow} onDone={close} />

  function leave() {
    setDraft(null)
    close()
    setSource('')
    setAsked(false)
    setWrong('')
  }
  function propose() {
    if (!free()) return
    setAsked(true)
    if (!draft || !source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, prices: { rows: draft.rows }, source: source.trim() } }), { done: leave, failed: setFault })
  }
  function take(text: string | null) {
    if (!free()) return
    if (text === null) return setWrong(t('rulebook.tooLarge'))
    const rows = priceRows(text, shown, items, partners)
    setWrong(rows === null ? t('rulebook.noTable', { columns: 'item, partner, amount, currency, from, until, source' }) : typeof rows === 'number' ? t('rulebook.noRow', { row: rows }) : '')
    if (Array.isArray(rows)) change(rows)
  }
  const lists = ['', ...partners.map(p => p.id)].filter(id => id === '' || shown.some(r => r.partner === id))

  return (
    <RegisterFrame title={t('prices.title')} begin={!draft && !proposed && { label: t('prices.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, rows: now }) }} tools={<FileTools name="prices.csv" rows={() => priceFile(shown, partners)} onFile={draft ? take : undefined} />}>
      <div className={columns.columns} data-holds="table">
        <div ref={at} className={columns.side}>
          <p className="oso-ink-2">{t('prices.means')}</p>
          {wrong ? (
            <Note kind="problem" live>
              {wrong}
            </Note>
          ) : null}
          {draft ? (
            open === 'new' ? (
              form({ id: newOnce(), item: '', partner: '', cents: 0, currency: 'USD', source: '', from: register.today, until: '' })
            ) : (
              <p>
                <Button onClick={() => begin('new')}>{t('prices.add')}</Button>
              </p>
            )
          ) : null}
          {lists.map(id => (
            <div key={id}>
              <SectionHead title={says.whose(id)} />
              <table className={table.table}>
                <caption className="oso-hidden">{says.whose(id)}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('prices.item')}</th>
                    <th scope="col" className={table.number}>
                      {t('prices.amount')}
                    </th>
                    <th scope="col">{t('rulebook.holds')}</th>
                    {draft ? (
                      <th scope="col">
                        <span className="oso-hidden">{t('rulebook.acts')}</span>
                      </th>
                    ) : null}
                  </tr>
                </thead>
                <tbody>
                  {shown
                    .filter(r => r.partner === id)
                    .map(r =>
                      draft && open === r.id ? (
                        <tr key={r.id}>
                          <td colSpan={4}>{form(r)}</td>
                        </tr>
                      ) : (
                        <tr key={r.id} data-over={(r.until !== '' && r.until < register.today) || undefined}>
                          <th scope="row">
                            {says.item(r)}
                            <span className={table.below} dir="auto">
                              {r.source}
                            </span>
                          </th>
                          <td className={table.number}>{formatMoney(r.cents, r.currency)}</td>
                          <td className={table.short}>{says.days(r)}</td>
                          {draft ? (
                            <td className={table.short}>
                              <Button kind="link" aria-label={t('rulebook.changeOne', { what: says.item(r) })} onClick={() => begin(r.id)}>
                                {t('rulebook.change')}
                              </Button>{' '}
                              <Button kind="link" aria-label={t('rulebook.removeOne', { what: says.item(r) })} onClick={() => free() && change(shown.filter(x => x.id !== r.id))}>
                                {t('rulebook.remove')}
                              </Button>
                            </td>
                          ) : null}
                        </tr>
                      ),
                    )}
                </tbody>
              </table>
            </div>
          ))}
        </div>
        <div className={`${columns.side} ${columns.brings}`} data-draft={draft !== null || undefined}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              {register.effects ? <EffectsView effects={register.effects} say={says.answer} /> : null}
              <RowChanges changes={rowChanges(now, proposed.prices.rows)} say={says.row} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changed && effects.data ? <EffectsView effects={effects.data} say={says.answer} /> : null}
              {changed && effects.error ? (
                <Note kind="problem" live>
                  {effects.error.message}
                </Note>
              ) : null}
              {changed ? <RowChanges changes={rowChanges(now, draft.rows)} say={says.row} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changed} typed={open !== ''} waits={waits} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('prices.entered')}</p>}
              <Past versions={register.past} changes={(v, before) => (before ? <RowChanges changes={rowChanges(before.prices.rows, v.prices.rows)} say={says.row} /> : null)} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}
