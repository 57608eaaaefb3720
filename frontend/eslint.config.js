import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { colors, levels } from './scripts/eslint-levels.mjs'

// ESLint does not read style sheets; the color rule holds there, too.
for (const dir of ['shared', 'desktop', 'console']) {
  for (const f of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (!f.endsWith('.css')) continue
    if (/#[0-9a-f]{3,8}\b(?![^{]*\{)/i.test(readFileSync(path.join(dir, f), 'utf8'))) {
      throw new Error(`${dir}/${f}: no hex colors outside the theme file; use the --oso-* tokens`)
    }
  }
}

export default tseslint.config(
  { ignores: ['dist', 'wailsjs', 'node_modules', 'look', '*.d.ts'] },
  tseslint.configs.recommended,
  hooks.configs.flat['recommended-latest'],
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { oso: { rules: { levels, colors } } },
    rules: {
      'oso/levels': 'error',
      'oso/colors': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Web storage lands in plain text outside the data folder.' },
        { name: 'sessionStorage', message: 'Web storage lands in plain text outside the data folder.' },
        { name: 'indexedDB', message: 'Web storage lands in plain text outside the data folder.' },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Const objects, not enums.' },
        {
          selector: 'CallExpression > ObjectExpression.arguments:nth-child(2) > Property[key.name=/^on(Success|Settled)$/]',
          message: 'Skipped where the form that asks is drawn no more. Use after(…mutateAsync(…), …) of shared/after.',
        },
      ],
    },
  },
  { files: ['**/*.test.{ts,tsx}'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['shared/theme/theme.ts'], rules: { 'oso/colors': 'off' } },
  { files: ['*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
)
