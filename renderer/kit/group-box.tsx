import type { ReactNode, Ref } from 'react'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly className?: string
  readonly id?: string | undefined
  readonly ref?: Ref<HTMLFieldSetElement> | undefined
}

/** A framed group with its title in the frame. */
export const GroupBox = ({ title, children, className, id, ref }: Props) => (
  <fieldset
    ref={ref}
    id={id}
    className={className === undefined ? 'group-box' : `group-box ${className}`}
    tabIndex={-1}
  >
    <legend>{title}</legend>
    {children}
  </fieldset>
)
