// What the page knows of Go's data, by key. One place, so that an event can say what is old.

export const keys = {
  session: ['session'] as const,
  countries: ['countries'] as const,
  cases: ['cases'] as const,
  notices: ['cases', 'notices'] as const,
  sync: ['sync'] as const,
  adding: ['adding'] as const,
  kit: ['kit'] as const,
  case: (id: string) => ['case', id] as const,
  check: (id: string) => ['case', id, 'check'] as const,
  quote: (id: string) => ['case', id, 'quote'] as const,
  timeline: (id: string) => ['case', id, 'timeline'] as const,
  agreementText: (id: string) => ['case', id, 'agreement-text'] as const,
  agreementSigned: (id: string) => ['case', id, 'agreement-signed'] as const,
  records: (id: string) => ['case', id, 'records'] as const,
  import: (id: string) => ['import', id] as const,
  sealPreview: (id: string) => ['case', id, 'seal-preview'] as const,
  opinionHead: (id: string) => ['case', id, 'opinion-head'] as const,
  opinion: (id: string) => ['opinion', id] as const,
  proof: (id: string) => ['opinion', id, 'proof'] as const,
}
