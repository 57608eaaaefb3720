import { useParams } from 'react-router'

/** The case that the route names. */
export function useCaseId(): string {
  return useParams().id ?? ''
}
