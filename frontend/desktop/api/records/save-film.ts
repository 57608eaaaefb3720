import type { ViewerProps } from '@shared/viewer/props'
import { useCallback } from 'react'
import { go } from '../../bridge'

/** Writes a film, or the DICOM file that it came in, to a file that the person chooses. */
export function useFilmSaves(id: string): NonNullable<ViewerProps['saves']> {
  return useCallback(
    i => ({
      film: { save: async () => (await go.records.SaveFilm(id, i.record)) !== '' },
      file: { save: async () => (await go.records.Save(id, i.record, `${i.uid}.dcm`)) !== '' },
    }),
    [id],
  )
}
