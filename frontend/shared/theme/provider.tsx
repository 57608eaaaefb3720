import './base.css' // first: it says the order of the layers
import '@mantine/core/styles.layer.css'
import { MantineProvider, type MantineColorScheme, type MantineColorSchemeManager } from '@mantine/core'
import type { ReactNode } from 'react'
import './fonts.css'
import { cssVariablesResolver, theme } from './theme'

// Follows the system and keeps nothing: Mantine's own manager writes to web storage.
const followSystem: MantineColorSchemeManager = {
  get: (preferred: MantineColorScheme) => preferred,
  set: () => {},
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {},
}

type Props = {
  children: ReactNode
  /** In the browser a button shows the hand, on the desktop the arrow. */
  pointer?: boolean
  /** Lets the style sheets that Mantine makes through a page's policy. */
  nonce?: string
}

/** The look: tokens, fonts and Mantine's theme, light or dark as the system is. */
export function LookProvider({ children, pointer = false, nonce }: Props) {
  return (
    <MantineProvider
      theme={{ ...theme, cursorType: pointer ? 'pointer' : 'default' }}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={followSystem}
      defaultColorScheme="auto"
      getStyleNonce={nonce ? () => nonce : undefined}
    >
      {children}
    </MantineProvider>
  )
}
