import type { ReactNode } from 'react'

/** The rows of a group, labels and values in two aligned columns. */
export const ValueRows = ({ children }: { children: ReactNode }) => <dl className="value-rows">{children}</dl>

interface Props {
  readonly label: string
  /** Age and witness of the value; also read as its description. */
  readonly title?: string | undefined
  readonly children: ReactNode
}

export const ValueRow = ({ label, title, children }: Props) => (
  <div className="value-row">
    <dt>{label}</dt>
    <dd title={title}>{children}</dd>
  </div>
)
