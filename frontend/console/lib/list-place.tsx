import { createContext, type ReactNode, useContext, useState } from 'react'

/** Where somebody was in one list: what was searched for, which row, how far down. */
export type Place = { text: string; limit: number; current: string; scroll: number }

type Side = { open: ReadonlySet<string>; scroll: number }

/**
 * The places of the lists of whoever is signed in, by address, and which list was
 * looked at last. In memory alone: what is searched for is a patient's name as a
 * rule, and belongs into no address and on no disk.
 */
class Places {
  last = '/'
  /** The side column: its groups that are open, and how far down it is. */
  side: Side = { open: new Set(), scroll: 0 }
  private by = new Map<string, Place>()

  at(address: string): Place {
    return this.by.get(address) ?? { text: '', limit: 0, current: '', scroll: 0 }
  }

  keepSide(part: Partial<Side>) {
    this.side = { ...this.side, ...part }
  }

  keep(address: string, part: Partial<Place>) {
    this.last = address
    this.by.set(address, { ...this.at(address), ...part })
  }
}

const Context = createContext<Places | null>(null)

export function ListPlaces({ children }: { children: ReactNode }) {
  const [places] = useState(() => new Places())
  return <Context value={places}>{children}</Context>
}

/** The places of lists; where nobody keeps them, ones that are forgotten. */
export function useListPlaces(): Places {
  const kept = useContext(Context)
  const [own] = useState(() => new Places())
  return kept ?? own
}
