// The reading pane alone over what a test serves: reader.html?file=a.pdf&width=311 for a
// PDF, ?record=a.tif&media=image/tiff for any record, below /records/; ?search=1 for the
// search through those that /list.json names, which open over the window.
// Built by browser.ts for tests in a real browser; not part of any build.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { Fault } from '../fault'
import { startText } from '../i18n/i18n'
import { PdfReader } from '../reader/pdf/pdf-reader'
import { RecordReader } from '../reader/record-reader'
import { TextField } from '../form/field'
import { ReaderDialog } from '../reader/reader-dialog'
import { SearchResults } from '../reader/search/search-results'
import { RecordTexts } from '../reader/search/texts'
import type { Place } from '../reader/search/use-search'
import { type Ask, bytesAt, type Readable } from '../reader/source'
import '../theme/base.css'
import '../theme/fonts.css'
import { LookProvider } from '../theme/provider'

const asked = new URLSearchParams(location.search)
const ask: Ask = async (path, init) => {
  const res = await fetch(path, { method: init?.method, body: init?.body, signal: init?.signal, headers: init?.range ? { Range: `bytes=${init.range[0]}-${init.range[1] - 1}` } : undefined })
  if (!res.ok) throw new Fault('not-found', 'That record is not here. Nothing was changed. Ask for it again.', res.status)
  return res
}

startText({})

/** A search through records, as both programs have it. */
function Search({ records, title }: { records: Readable[]; title: string }) {
  const [words, setWords] = useState('')
  const [open, setOpen] = useState<{ record: Readable; place: Place } | null>(null)
  const texts = useMemo(() => new RecordTexts(ask), [])
  return (
    <div style={{ width: '100%', maxWidth: '25rem', overflow: 'auto' }}>
      <h1>{title}</h1>
      <TextField label="Search in the records" type="search" value={words} onChange={e => setWords(e.target.value)} />
      <SearchResults texts={texts} records={records} words={words} nameOf={r => r.name} onOpen={(record, place) => setOpen({ record, place })} />
      {open ? (
        <ReaderDialog title={open.record.name} onClose={() => setOpen(null)}>
          <RecordReader record={open.record} ask={ask} page={open.place.page} find={words} inner={open.place.inner} look={i => `/images?sop=${i.uid}`} />
        </ReaderDialog>
      ) : null}
    </div>
  )
}
const name = asked.get('record') ?? asked.get('file') ?? ''
const file = asked.get('record') ? `records/${name}` : `/files/${name}`
const size = name === '' ? 0 : Number((await fetch(file, { method: 'HEAD' })).headers.get('content-length'))
const listed = asked.get('search') ? ((await (await fetch('/list.json')).json()) as Readable[]) : []
const bytes = bytesAt(ask, file, size)
const page = asked.get('page') ? Number(asked.get('page')) : undefined
const find = asked.get('find') ?? ''
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <LookProvider>
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <main style={{ width: asked.get('width') ? `${asked.get('width')}px` : '100%', height: '100vh', display: 'flex' }}>
            {asked.get('search') ? (
              <Search title="Records" records={listed} />
            ) : asked.get('record') ? (
              <RecordReader record={{ id: name, name, media: asked.get('media') ?? '', bytes: size, modality: asked.get('modality') ?? '', kept: '' }} ask={ask} page={page} find={find} look={i => `/images?sop=${i.uid}`} />
            ) : (
              <PdfReader id={name} bytes={bytes} label="Report" page={page} find={find} patience={asked.get('patience') ? Number(asked.get('patience')) : undefined} saves={asked.has('saves')} />
            )}
          </main>
        </MemoryRouter>
      </QueryClientProvider>
    </LookProvider>,
  )
}
