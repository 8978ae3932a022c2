import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { logOnLabels as labels, logOnRefusalWords, parseLabel } from '../../shared/domain/labels.ts'
import { RadioRow } from '../kit/choice.tsx'
import { CommandButton } from '../kit/command-button.tsx'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { FieldError, FieldHint, FieldRow } from '../kit/field-row.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { useShell, useShellState } from '../window/shell-context.ts'
import { loggedOnChoice, refusalIn } from './log-on-draft.ts'

interface LinkProps {
  readonly link: string
  readonly error: string | null
  readonly onChange: (link: string) => void
}

const LinkField = ({ link, error, onChange }: LinkProps) => {
  const id = useId()
  return (
    <FieldRow label={labels.link} labelId={`${id}-label`} controlId={id}>
      <input
        id={id}
        className={error === null ? 'link' : 'link invalid'}
        type="text"
        value={link}
        maxLength={1024}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={error === null ? undefined : true}
        aria-describedby={error === null ? `${id}-hint` : `${id}-error ${id}-hint`}
        aria-keyshortcuts={`Alt+${parseLabel(labels.link).mnemonic?.toUpperCase() ?? ''}`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {error !== null && <FieldError id={`${id}-error`} text={error} />}
      <FieldHint id={`${id}-hint`} text={labels.linkHint} />
    </FieldRow>
  )
}

/** The dialog "Log On" of the desktop app: to the server here, or with a one-time link to another one. */
export const LogOn = ({ onClose }: { onClose: () => void }) => {
  const shell = useShell()
  const { server, logOn } = useShellState((state) => state)
  const [chosen, setChosen] = useState<'here' | 'there' | null>(null)
  const [link, setLink] = useState('')
  const [isTried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const choice = chosen ?? loggedOnChoice(server)
  const isRunning = logOn.phase === 'running'
  const refusal = refusalIn({ choice, link, isTried })
  const error = refusal ?? (logOn.phase === 'refused' ? logOnRefusalWords(logOn.why) : null)

  useEffect(() => {
    const find = (what: string) => form.current?.querySelector<HTMLElement>(what)
    const first = server.kind === 'here' ? find('input.link') : find('input:checked')
    first?.focus()
  }, [server.kind])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isRunning) return
    setTried(true)
    if (refusalIn({ choice, link, isTried: true }) !== null) {
      form.current?.querySelector<HTMLElement>('input.link')?.focus()
      return
    }
    // Already there: nothing to change, and no window has to go.
    if (choice === 'here' && server.kind === 'here') onClose()
    else shell.logOn(choice === 'here' ? null : link.trim())
  }
  const edit = (next: string): void => {
    setLink(next)
    setTried(false)
    if (logOn.phase === 'refused') shell.forgetRefusal()
  }
  const name = useId()
  return (
    <DialogFrame title={labels.title} onClose={onClose} size="narrow">
      <form ref={form} className="log-on" onSubmit={submit} noValidate>
        <GroupBox title={labels.server}>
          <div className="choices">
            <RadioRow
              label={labels.here}
              name={name}
              isChosen={choice === 'here'}
              onChoose={() => setChosen('here')}
            />
            <RadioRow
              label={labels.there}
              name={name}
              isChosen={choice === 'there'}
              onChoose={() => setChosen('there')}
            />
          </div>
          {choice === 'there' && <LinkField link={link} error={error} onChange={edit} />}
        </GroupBox>
        <p className="hint">{labels.closes}</p>
        <p className="quiet" role="status">
          {isRunning ? labels.loggingOn : ''}
        </p>
        <div className="buttons">
          <CommandButton label={labels.ok} onPress={() => undefined} isDefault isSubmit />
          <CommandButton label={labels.cancel} onPress={onClose} />
        </div>
      </form>
    </DialogFrame>
  )
}
