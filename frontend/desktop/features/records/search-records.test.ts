import { expect, it } from 'vitest'
import { found } from '../../testing/record-data'
import { searched } from './search-records'

it('searches documents and one image of each series, and nothing that is left out as somebody else’s', () => {
  const report = { id: 'CT1', name: 'Dose report', type: 'application/dicom', bytes: 100, pages: 0, date: '', reason: '', modality: 'SR' }
  const [patient, ...others] = found.people
  if (!patient) throw new Error('nobody')
  const studies = patient.studies.map((s, i) => (i === 0 ? { ...s, documents: [report] } : s))
  const { readable, documents } = searched({ ...found, people: [{ ...patient, studies }, ...others] })
  const ids = readable.map(r => r.id)
  expect(ids).toContain('r1')
  expect(ids.filter(id => id === 'CT1')).toHaveLength(1) // the report's series is the report
  expect(readable.find(r => r.id === 'CT0')).toMatchObject({ name: 'CT chest with contrast', series: '1.2.CT.0', media: 'application/dicom' })
  expect(documents.map(d => d.id)).not.toContain('CT0')
  expect(readable.filter(r => r.modality === 'PT').length).toBeGreaterThan(0) // nobody has decided yet
  expect(readable.filter(r => r.name.startsWith('MR lumbar spine'))).toEqual([]) // somebody else's
})
