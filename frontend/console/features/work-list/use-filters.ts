import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Role, Saved, Turn } from '../../api/types'
import { useSignedIn } from '../../lib/me-context'

/** What a list shows, all of it in the address: nothing of it says anything of a patient. */
export type Filters = Omit<Saved, 'id' | 'name' | 'role'> & { role: Role | '' }

export const turnsOf: Turn[] = ['late', 'you', 'us', 'clinic', 'done']

export function addressOf(f: Omit<Saved, 'id' | 'name'>): string {
  const words = new URLSearchParams()
  for (const key of ['turn', 'owner', 'partner', 'what'] as const) if (f[key]) words.set(key, f[key])
  if (f.emergent) words.set('emergent', '1')
  const path = f.stage ? `/stage/${f.stage}` : f.role ? `/role/${f.role}` : '/'
  const rest = words.toString()
  return rest ? `${path}?${rest}` : path
}

export function useFilters() {
  const me = useSignedIn()
  const params = useParams()
  const [asked] = useSearchParams()
  const { pathname, search } = useLocation()
  const go = useNavigate()
  const turn = asked.get('turn') ?? ''
  const what = asked.get('what') ?? ''
  const filters: Filters = {
    stage: params.stage ?? '',
    role: me.roles.find(r => r === params.role) ?? '',
    turn: turnsOf.find(x => x === turn) ?? '',
    owner: asked.get('owner') ?? '',
    partner: asked.get('partner') ?? '',
    emergent: asked.get('emergent') === '1',
    what: what === 'tasks' || what === 'cases' ? what : '',
  }
  return {
    filters,
    address: pathname + search,
    change: (part: Partial<Filters>) => void go(addressOf({ ...filters, ...part }), { replace: true }),
  }
}
