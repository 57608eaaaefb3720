// The pages of a case, in their order; problems name them.

export const casePages = ['location', 'patient', 'order', 'agreement', 'materials', 'history', 'records', 'review'] as const
export type CasePage = (typeof casePages)[number]

/** The page that mends a problem: questions stand on the page of the history. */
export function pageOf(problemPage: string): CasePage {
  if (problemPage === 'questions') return 'history'
  return casePages.find(p => p === problemPage) ?? 'review'
}

/** The page after this one. */
export function nextPage(page: CasePage): CasePage {
  return casePages[casePages.indexOf(page) + 1] ?? 'review'
}

// Where in an address of the records stands what a check of the case found, and in which record.
export const aboutParam = 'about'
export const inParam = 'in'

/** The code of an import that did not take everything; it names no records. */
export const importCode = 'import-unfinished'
