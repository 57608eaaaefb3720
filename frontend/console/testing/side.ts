import { screen, within } from '@testing-library/react'
import type { UserEvent } from '@testing-library/user-event'

/** Opens what the side column has folded. */
export async function openSide(user: UserEvent) {
  for (const group of within(screen.getByRole('navigation', { name: 'Queues' })).queryAllByRole('button', { expanded: false })) await user.click(group)
}
