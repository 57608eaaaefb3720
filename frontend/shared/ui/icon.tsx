import type { ComponentType } from 'react'

type TablerIcon = ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean; style?: React.CSSProperties }>

type Props = { of: TablerIcon; size?: 16 | 20 }

/** A Tabler outline icon beside a word; screen readers do not hear it. */
export function Icon({ of: Shape, size = 16 }: Props) {
  return <Shape size={size} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
}
