import type { Status } from '../../shared/contract/status.ts'
import {
  coldStartWords,
  declareLabels,
  declareOffer,
  forceLabels,
  linesBackLabels,
  linkWindowLabels,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'

interface Props {
  readonly status: Status
  readonly onForce: () => void
  readonly onDeclare: () => void
  readonly onLinesBack: () => void
  readonly onLink: () => void
}

/** What only a person may do, where it makes sense: never beside a healthy pair. */
export const ByHand = ({ status, onForce, onDeclare, onLinesBack, onLink }: Props) => {
  const { force, declareOtherOff, linesBack } = status.byHand
  // Where two claimed control, both sides are shown with the case's own words.
  const coldStart = status.dualControl === null ? coldStartWords(status) : ''
  return (
    <>
      {coldStart !== '' && (
        <p className="sentence" role="status">
          {coldStart}
        </p>
      )}
      {status.link.state === 'down' && (
        <div className="with-button by-hand">
          <p>{linkWindowLabels.offered}</p>
          <CommandButton label={linkWindowLabels.open} onPress={onLink} />
        </div>
      )}
      {linesBack && (
        <div className="with-button by-hand">
          <p>{linesBackLabels.offered}</p>
          <CommandButton label={linesBackLabels.open} onPress={onLinesBack} />
        </div>
      )}
      {force && (
        <div className="with-button by-hand">
          <p>{forceLabels.offered}</p>
          <CommandButton label={forceLabels.open} onPress={onForce} />
        </div>
      )}
      {declareOtherOff && (
        <div className="with-button by-hand">
          <p>{declareOffer(status)}</p>
          <CommandButton label={declareLabels.open} onPress={onDeclare} />
        </div>
      )}
    </>
  )
}
