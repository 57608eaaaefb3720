import {
  Button,
  Checkbox,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Radio,
  Select,
  Table,
  Tooltip,
} from '@mantine/core'
import classes from './mantine.module.css'

// The only file with colors. Every component uses the --oso-* tokens below.

const otherScripts =
  '"Noto Sans Arabic Variable", "Noto Sans Hebrew Variable", "Noto Sans Devanagari Variable", "Noto Sans Bengali Variable", "Noto Sans Tamil Variable", "Noto Sans Thai Variable"'
// Chinese, Japanese and Korean come from the system, last, so that they never set Latin quotes.
const cjk = '"Noto Sans CJK SC", "Microsoft YaHei UI", "Yu Gothic UI", "Malgun Gothic"'

const sans = `"Source Sans 3 Symbols", "Source Sans 3 Variable", ${otherScripts}, "Segoe UI", system-ui, ${cjk}, sans-serif`
const serif = `"Source Serif 4 Symbols", "Source Serif 4 Variable", ${otherScripts}, Georgia, "Noto Serif CJK SC", ${cjk}, serif`
const mono = '"Source Code Pro Symbols", "Source Code Pro Variable", ui-monospace, monospace'

const light = {
  canvas: '#F3EFE8',
  surface: '#FCFAF6',
  raised: '#FFFFFF',
  sunken: '#EEE9E0',
  line: '#E0D9CD',
  'line-2': '#CFC6B7',
  edge: '#8B8174',
  ink: '#24201B',
  'ink-2': '#574F45',
  'ink-3': '#6B6257',
  accent: '#0E566B',
  'accent-hover': '#0A4555',
  'on-accent': '#FFFFFF',
  'accent-ink': '#0E566B',
  tint: '#E2EDEF',
  'tint-row': '#E2EDEF',
  'tint-2': '#CFE1E5',
  problem: '#A3301E',
  'problem-tint': '#F9E9E4',
  time: '#855600',
  'time-tint': '#F7EBD0',
  done: '#3B6834',
  'done-tint': '#E9F0E3',
  shadow: '0 1px 2px rgb(36 32 27 / .06), 0 8px 28px rgb(36 32 27 / .14)',
  scrim: 'rgb(36 32 27 / .32)',
  reading: '#24201B',
  'reading-weight': '400',
  chosen: '#EEE9E0',
  'chosen-edge': '#E0D9CD',
}

const dark: typeof light = {
  canvas: '#141210',
  surface: '#1B1916',
  raised: '#26231F',
  sunken: '#100E0C',
  line: '#312D28',
  'line-2': '#433E37',
  edge: '#857B6E',
  ink: '#ECE6DC',
  'ink-2': '#BDB4A7',
  'ink-3': '#A2988B',
  accent: '#7FC1D3',
  'accent-hover': '#9AD0DF',
  'on-accent': '#0B1F26',
  'accent-ink': '#86C5D6',
  tint: '#18313A',
  'tint-row': '#1A2A2F',
  'tint-2': '#1F4049',
  problem: '#F0937F',
  'problem-tint': '#3A1D17',
  time: '#E2B565',
  'time-tint': '#352812',
  done: '#9DC58E',
  'done-tint': '#1F2C1A',
  shadow: '0 0 0 1px #433E37, 0 12px 32px rgb(0 0 0 / .5)',
  scrim: 'rgb(8 7 6 / .6)',
  reading: '#E4DDD2',
  'reading-weight': '380',
  chosen: '#26231F',
  'chosen-edge': '#26231F',
}

function tokens(set: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(set).map(([k, v]) => ['--oso-' + k, v]))
}

/** The dark tokens by themselves: where a place is dark whatever the system is. */
export const darkTokens = tokens(dark)

/** All tokens of the look as --oso-*, light and dark, and Mantine's own variables over them. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--oso-surface)',
    '--mantine-color-text': 'var(--oso-ink)',
    '--mantine-color-dimmed': 'var(--oso-ink-2)',
    '--mantine-color-placeholder': 'var(--oso-ink-3)',
    '--mantine-color-error': 'var(--oso-problem)',
    '--mantine-color-anchor': 'var(--oso-accent-ink)',
    '--mantine-color-default': 'var(--oso-raised)',
    '--mantine-color-default-hover': 'var(--oso-sunken)',
    '--mantine-color-default-color': 'var(--oso-ink)',
    '--mantine-color-default-border': 'var(--oso-line-2)',
    '--mantine-primary-color-filled': 'var(--oso-accent)',
    '--mantine-primary-color-filled-hover': 'var(--oso-accent-hover)',
    '--mantine-primary-color-contrast': 'var(--oso-on-accent)',
  }
  return {
    variables: {
      '--oso-sans': sans,
      '--oso-serif': serif,
      '--oso-mono': mono,
      '--oso-space-32': '2rem',
      '--oso-space-48': '3rem',
      // On paper, which is white in both looks.
      '--oso-ecg-fine': '#F3D9D2',
      '--oso-ecg-grid': '#E0A89A',
      '--oso-ecg-note': '#1F4E79',
      '--oso-hit': '#F7E2A8',
      '--oso-hit-current': '#F0BE4A',
      '--oso-hit-edge': '#855600',
    },
    light: { ...tokens(light), ...both },
    dark: { ...tokens(dark), ...both },
  }
}

// 0 to 9; only 1 (light tint), 3 (dark text), 7 (light text), 9 (dark tint) are used.
function four(tint: string, onDark: string, onLight: string, deep: string): MantineColorsTuple {
  return [tint, tint, onDark, onDark, onDark, onLight, onLight, onLight, deep, deep]
}

const rem = (px: number) => `${px / 16}rem`
const floating = 'var(--oso-shadow)'

export const theme = createTheme({
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(21), lineHeight: '1.3333' },
      h2: { fontSize: rem(17), lineHeight: '1.4118' },
      h3: { fontSize: rem(15), lineHeight: '1.4667' },
      h4: { fontSize: rem(13), lineHeight: '1.3846' },
    },
  },
  fontSizes: { xs: rem(13), sm: rem(14), md: rem(15), lg: rem(17), xl: rem(21) },
  lineHeights: { xs: '1.3846', sm: '1.4286', md: '1.4667', lg: '1.4118', xl: '1.3333' },
  spacing: { xs: rem(4), sm: rem(8), md: rem(12), lg: rem(16), xl: rem(24) },
  radius: { xs: rem(4), sm: rem(6), md: rem(10), lg: rem(10) },
  defaultRadius: 'sm',
  breakpoints: { sm: '40em', md: '62.5em', lg: '90em' },
  shadows: { xs: 'none', sm: floating, md: floating, lg: floating, xl: floating },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 3 },
  colors: {
    petrol: ['#EEF5F6', '#E2EDEF', '#CFE1E5', '#7FC1D3', '#4E9DB3', '#2E7C93', '#1A687E', '#0E566B', '#0A4555', '#0B1F26'],
    gray: ['#F3EFE8', '#EEE9E0', '#E8E2D8', '#E0D9CD', '#CFC6B7', '#6B6257', '#574F45', '#453E36', '#342E28', '#24201B'],
    dark: ['#ECE6DC', '#D3CBBF', '#BDB4A7', '#A2988B', '#433E37', '#312D28', '#26231F', '#1B1916', '#141210', '#100E0C'],
    brick: four('#F9E9E4', '#F0937F', '#A3301E', '#3A1D17'),
    ochre: four('#F7EBD0', '#E2B565', '#855600', '#352812'),
    moss: four('#E9F0E3', '#9DC58E', '#3B6834', '#1F2C1A'),
  },
  white: '#FFFFFF',
  black: '#24201B',
  autoContrast: true,
  luminanceThreshold: 0.3,
  focusRing: 'auto',
  focusClassName: classes.focus,
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { variant: 'default', radius: 'sm' }, classNames: { root: classes.button } }),
    Input: Input.extend({ defaultProps: { radius: 'sm' }, classNames: { input: classes.input } }),
    Select: Select.extend({
      defaultProps: { radius: 'sm', checkIconPosition: 'right', comboboxProps: { shadow: 'md', transitionProps: { duration: 120 } } },
      classNames: { input: classes.input, dropdown: classes.dropdown, option: classes.option },
    }),
    Menu: Menu.extend({
      defaultProps: {
        // What takes the keyboard at first is no item of a menu, and readers stumble over it.
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        radius: 'md',
        // It is gone at once: a press meant for what opens next falls on no item of the last.
        transitionProps: { duration: 120, exitDuration: 0 },
      },
      classNames: { dropdown: classes.dropdown, item: classes.item, divider: classes.divider },
    }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 'md',
        size: rem(480),
        centered: true,
        withCloseButton: false,
        overlayProps: { backgroundOpacity: 1, color: 'var(--oso-scrim)' },
        transitionProps: { duration: 120, transition: 'fade' },
      },
      classNames: { content: classes.dialog, overlay: classes.overlay, header: classes.dialogHead, title: classes.sheetTitle, body: classes.dialogBody },
    }),
    // What a dialog begins with is no banner of the page: that has one.
    ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: 'presentation' } }),
    Drawer: Drawer.extend({
      defaultProps: { position: 'right', size: rem(400), transitionProps: { duration: 0 } },
      classNames: { content: classes.sheet, overlay: classes.overlay, header: classes.sheetHead, title: classes.sheetTitle, body: classes.sheetBody },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 500, withArrow: false, transitionProps: { duration: 120 } }, classNames: { tooltip: classes.tooltip } }),
    Table: Table.extend({ defaultProps: { striped: false, withTableBorder: false } }),
    Checkbox: Checkbox.extend({ defaultProps: { radius: 'xs' }, classNames: { body: classes.choiceBody, input: classes.checkInput, label: classes.choiceLabel, description: classes.choiceDescription } }),
    Radio: Radio.extend({ classNames: { body: classes.choiceBody, radio: classes.radioInput, icon: classes.radioIcon, label: classes.choiceLabel, description: classes.choiceDescription } }),
  },
})
