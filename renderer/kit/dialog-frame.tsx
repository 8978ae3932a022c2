import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import { commonLabels } from '../../shared/domain/labels.ts'
import { useKeptFocus } from './use-kept-focus.ts'

/** `page`: a native <dialog> over a browser page. `window`: the dialog is a desktop window of its own. */
export type Frame = 'page' | 'window'
export const FrameContext = createContext<Frame>('page')
/** Tells the window around a dialog how many pixels high its content is. */
export const FitContext = createContext<(height: number) => void>(() => undefined)

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Stays in sight below the scrolling body. */
  readonly footer?: ReactNode
  readonly size: 'wide' | 'medium' | 'narrow'
  /** `alertdialog`: a question that interrupts; `describedBy` is what it asks. */
  readonly role?: 'alertdialog'
  readonly describedBy?: string
}

const CloseIcon = () => (
  <svg aria-hidden="true" viewBox="0 0 12 12" className="close-icon">
    <path d="M2 2l8 8M10 2l-8 8" />
  </svg>
)

const PageFrame = ({ title, onClose, children, footer, size, role, describedBy }: Props) => {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const close = useRef(onClose)
  useKeptFocus(ref)
  useEffect(() => {
    close.current = onClose
  })

  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    const opener = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-initial-focus]')?.focus()
    const onCancel = (event: Event): void => {
      if (event.target !== dialog) return
      event.preventDefault()
      close.current()
    }
    // The browser closes it without asking when Esc is pressed twice: then it is closed here, too.
    const onNativeClose = (event: Event): void => {
      if (event.target === dialog && !dialog.open) close.current()
    }
    dialog.addEventListener('cancel', onCancel)
    dialog.addEventListener('close', onNativeClose)
    return () => {
      dialog.removeEventListener('cancel', onCancel)
      dialog.removeEventListener('close', onNativeClose)
      dialog.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])

  return (
    <dialog
      ref={ref}
      className={`dialog ${size}`}
      role={role}
      aria-labelledby={titleId}
      aria-describedby={describedBy}
    >
      <div className="title-bar">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="close"
          aria-label={commonLabels.close}
          title={commonLabels.close}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      <div className="dialog-body">{children}</div>
      {footer}
    </dialog>
  )
}

/** What a frame shows without scrolling: what stands above and below its body, and all of its content. */
const naturalHeight = (frame: HTMLElement, content: HTMLElement): number => {
  const body = content.parentElement
  if (body === null) return frame.offsetHeight
  const { paddingTop, paddingBottom } = getComputedStyle(body)
  const padding = Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom)
  const around = frame.getBoundingClientRect().top + frame.offsetHeight - body.offsetHeight
  return Math.ceil(around + padding + content.offsetHeight)
}

/** The window follows the height of the content that gets this ref. */
const useFittingContent = (frame: RefObject<HTMLElement | null>): RefObject<HTMLDivElement | null> => {
  const content = useRef<HTMLDivElement>(null)
  const tellHeight = useContext(FitContext)
  useLayoutEffect(() => {
    const inside = content.current
    if (inside === null) return
    const observer = new ResizeObserver(() => {
      if (frame.current !== null) tellHeight(naturalHeight(frame.current, inside))
    })
    observer.observe(inside)
    // Also when the window became another size than was asked for.
    if (inside.parentElement !== null) observer.observe(inside.parentElement)
    return () => observer.disconnect()
  }, [frame, tellHeight])
  return content
}

/** The system draws the title bar of a desktop window; Esc closes it as every dialog. */
const WindowFrame = ({ title, onClose, children, footer, size, describedBy }: Props) => {
  const ref = useRef<HTMLElement>(null)
  const content = useFittingContent(ref)
  useKeptFocus(ref)
  const titleId = useId()
  useEffect(() => {
    document.title = title
  }, [title])
  // A window opens before its first status has come: what has the focus at first comes with that.
  const wasFocused = useRef(false)
  useEffect(() => {
    if (wasFocused.current || document.activeElement !== document.body) return
    const first = ref.current?.querySelector<HTMLElement>('[data-initial-focus]')
    first?.focus()
    wasFocused.current = first != null
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isCovered = document.querySelector('dialog[open]') !== null
      if (event.key === 'Escape' && !event.defaultPrevented && !isCovered) onClose()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [onClose])
  return (
    <main
      ref={ref}
      className={`window-frame ${size}`}
      aria-labelledby={titleId}
      aria-describedby={describedBy}
    >
      <h1 id={titleId} className="visually-hidden">
        {title}
      </h1>
      <div className="dialog-body">
        <div ref={content} className="dialog-content">
          {children}
        </div>
      </div>
      {footer}
    </main>
  )
}

/** One dialog, two frames. A question (`alertdialog`) is always laid over its window. */
export const DialogFrame = (props: Props) => {
  const frame = useContext(FrameContext)
  return frame === 'page' || props.role === 'alertdialog' ? (
    <PageFrame {...props} />
  ) : (
    <WindowFrame {...props} />
  )
}
