/** Chosen on purpose: a case that is nobody's in particular. Nothing chosen is something else, and is never sent. */
export const nobody = 'nobody'

/** How a request names who was chosen. */
export const personOf = (chosen: string): string => (chosen === nobody ? '' : chosen)
