import { type ReactNode, useEffect, useRef } from 'react'
import { commonLabels } from '../../shared/domain/labels.ts'
import { Shape, type Tone } from './status-word.tsx'

interface Props {
  readonly tone: Tone
  readonly title: string
  readonly children?: ReactNode
  readonly onClose?: () => void
}

/** Something a person has to see now: read out, and scrolled into sight when it appears. */
export const Notice = ({ tone, title, children, onClose }: Props) => {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // It returns a promise in new browsers, which an effect must not.
    ref.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={ref} className={`notice ${tone}`} role="alert">
      <Shape tone={tone} />
      <div className="notice-text">
        <p className="notice-title">{title}</p>
        {children}
      </div>
      {onClose !== undefined && (
        <button type="button" className="command small" onClick={onClose}>
          {commonLabels.close}
        </button>
      )}
    </div>
  )
}
