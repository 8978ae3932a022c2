import type { CompletionItem, Status } from '../../shared/contract/status.ts'
import {
  completionWords,
  completionLabels as labels,
  ruleWords,
  systemWords,
  turnOnElsewhere,
} from '../../shared/domain/labels.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import { failing } from '../../shared/domain/rules.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { Shape } from '../kit/status-word.tsx'

type Tick = (item: CompletionItem['item'], isDone: boolean) => void

const tones = { done: 'good', open: 'busy', notConfigured: 'plain' } as const

/** What the servers find out themselves. */
const CheckedItem = ({ item }: { item: CompletionItem }) => {
  const words = completionWords(item)
  return (
    <li className="checked-item">
      <span className="step-shape">
        <Shape tone={tones[item.state]} />
      </span>
      <span>
        {words.text}
        {words.detail !== '' && <span className="row-detail">{words.detail}</span>}
      </span>
      <span className="item-state">{words.count === '' ? words.state : words.count}</span>
    </li>
  )
}

/** A call that a person makes and ticks. */
const CallItem = ({ item, onTick }: { item: CompletionItem; onTick: Tick }) => (
  <li>
    <label className="tick">
      <input
        type="checkbox"
        checked={item.state === 'done'}
        onChange={(event) => onTick(item.item, event.currentTarget.checked)}
      />
      <span>{completionWords(item).text}</span>
    </label>
  </li>
)

const Lists = ({ items, onTick }: { items: readonly CompletionItem[]; onTick: Tick }) => (
  <div className="completion-lists">
    <div>
      <p className="list-title" id="completion-checked">
        {labels.checked}
      </p>
      <ul className="completion-list" aria-labelledby="completion-checked">
        {items
          .filter((item) => !item.byHand)
          .map((item) => (
            <CheckedItem key={item.item} item={item} />
          ))}
      </ul>
    </div>
    <div>
      <p className="list-title" id="completion-calls">
        {labels.calls}
      </p>
      <ul className="completion-list" aria-labelledby="completion-calls">
        {items
          .filter((item) => item.byHand)
          .map((item) => (
            <CallItem key={item.item} item={item} onTick={onTick} />
          ))}
      </ul>
    </div>
  </div>
)

/** After a switch-over: automatic take-over is off, and this is where it is turned on again. */
const TurnOn = ({ status, onTurnOn }: { status: Status; onTurnOn: () => void }) => {
  const { armed, canArm, rules } = status.automatic
  if (armed) return <p>{labels.automaticOn}</p>
  if (status.activeSystem === 'unknown') return null
  if (status.currentServer.role === status.activeSystem) {
    const standby = otherRole(status.activeSystem)
    return <p>{turnOnElsewhere(systemWords(standby), status[standby].address)}</p>
  }
  const items = failing(rules).map(ruleWords)
  return (
    <>
      <div className="with-button">
        <p>{labels.automaticOff}</p>
        <CommandButton
          label={labels.turnOn}
          onPress={onTurnOn}
          onRefuse={canArm ? undefined : () => document.getElementById('cannot-turn-on')?.focus()}
          describedBy={canArm ? undefined : 'cannot-turn-on'}
        />
      </div>
      {!canArm && (
        <section id="cannot-turn-on" className="missing" tabIndex={-1} aria-label={labels.notPossible}>
          <p className="missing-title">{labels.notPossible}</p>
          <MissingList items={items} />
        </section>
      )}
    </>
  )
}

interface Props {
  readonly status: Status
  readonly onTick: Tick
  readonly onTurnOn: () => void
  readonly onDismiss: () => void
}

/** The list that stays until everything after a switch-over is true. */
export const Completion = ({ status, onTick, onTurnOn, onDismiss }: Props) => {
  const { completion } = status
  if (completion === null) return null
  return (
    <GroupBox title={labels.title} className="completion">
      <div className="with-button">
        <p className="sentence" role="status">
          {completion.complete ? labels.done : labels.open}
        </p>
        {completion.complete && <CommandButton label={labels.close} onPress={onDismiss} />}
      </div>
      <Lists items={completion.items} onTick={onTick} />
      {completion.complete && <TurnOn status={status} onTurnOn={onTurnOn} />}
    </GroupBox>
  )
}
