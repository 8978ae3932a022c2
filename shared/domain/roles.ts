/** The configured role of a server. It never changes at a switch-over. */
export type Role = 'primary' | 'secondary'

/** A side of the A/B line switch: the Primary is wired to bridge A, the Secondary to bridge B. */
export type Side = 'A' | 'B'

export const otherRole = (role: Role): Role => (role === 'primary' ? 'secondary' : 'primary')

export const sideOf = (role: Role): Side => (role === 'primary' ? 'A' : 'B')

export const roleOnSide = (side: Side): Role => (side === 'A' ? 'primary' : 'secondary')
