import type { ReplicationView } from '../../shared/contract/status.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  confirmSwitchOverLabels as labels,
} from '../../shared/domain/labels.ts'

interface Props {
  readonly names: ReplicationView['lagNames']
  /** Of all of them, named here or not. */
  readonly files: number
}

/** Items by name, age and size, and how many more there are. */
export const ItemTable = ({ names, files }: Props) => {
  const more = files - names.length
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{labels.name}</th>
            <th scope="col" className="number">
              {labels.age}
            </th>
            <th scope="col" className="number">
              {labels.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((item) => (
            <tr key={item.name}>
              <td className="path">{item.name}</td>
              <td className="number">{formatDuration(item.ageMs)}</td>
              <td className="number">{formatBytes(item.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className="row-detail">
          {labels.andMore} {formatCount(more, 'file')}
        </p>
      )}
    </div>
  )
}
