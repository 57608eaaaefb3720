import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { FigureCasesRequest, FigureCases, Figures } from '../types'

/** How the service does, in numbers. */
export function useFigures() {
  return useQuery({ queryKey: ['figures'], queryFn: () => ask<Figures>('GET', '/figures') })
}

/** The cases behind a number, once somebody asks for them. */
export function useFigureCases(of: FigureCasesRequest) {
  return useQuery({ queryKey: ['figure-cases', of], queryFn: () => ask<FigureCases>('POST', '/figures/cases', of) })
}
