import type { ReactNode, Ref } from 'react'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly className?: string
  readonly ref?: Ref<HTMLFieldSetElement>
}

/** A framed group with its title in the frame. */
export const GroupBox = ({ title, children, className, ref }: Props) => (
  <fieldset
    ref={ref}
    className={className === undefined ? 'group-box' : `group-box ${className}`}
    tabIndex={-1}
  >
    <legend>{title}</legend>
    {children}
  </fieldset>
)
