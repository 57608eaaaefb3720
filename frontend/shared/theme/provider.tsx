import './base.css' // first: it says the order of the layers
import '@mantine/core/styles.layer.css'
import { MantineProvider, type MantineColorScheme, type MantineColorSchemeManager } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
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

const scheme = 'data-mantine-color-scheme'

/** Paper is white: in the dark theme, too, the light one is printed. */
function useLightOnPaper() {
  useEffect(() => {
    const { documentElement: html } = document
    let shown: string | null = null
    const before = () => {
      shown = html.getAttribute(scheme)
      html.setAttribute(scheme, 'light')
    }
    const after = () => {
      if (shown) html.setAttribute(scheme, shown)
    }
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
}

/** The look: tokens, fonts and Mantine's theme, light or dark as the system is. */
export function LookProvider({ children, pointer = false, nonce }: Props) {
  useLightOnPaper()
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
