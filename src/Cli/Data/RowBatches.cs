using System.Collections;
using System.Runtime.ExceptionServices;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Rows in batches, read ahead on a thread of its own: what is there is handed over at once, so batches are large where the input
/// is fast and one row where somebody types. What is read ahead is bounded in rows and in characters.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="countCharacters">How many characters a row has.</param>
internal sealed class RowBatches<TRow>(IEnumerable<TRow> rows, Func<TRow, int> countCharacters) : IEnumerable<IReadOnlyList<TRow>>
{
    private const int MaximumRows = 4_096;
    private const int MaximumCharacters = 1 << 22;

    public IEnumerator<IReadOnlyList<TRow>> GetEnumerator()
    {
        var reader = new Reader(rows, countCharacters);
        while (reader.Take() is { } batch)
        {
            yield return batch;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Reader
    {
        private readonly Lock _lock = new();
        private readonly ManualResetEventSlim _hasRows = new();
        private readonly ManualResetEventSlim _hasRoom = new(initialState: true);
        private readonly Func<TRow, int> _countCharacters;
        private List<TRow> _rows = [];
        private long _characters;
        private bool _ended;
        private ExceptionDispatchInfo? _failure;

        public Reader(IEnumerable<TRow> rows, Func<TRow, int> countCharacters)
        {
            _countCharacters = countCharacters;

            // In the background: where nobody wants further rows, it must not keep the process alive.
            new Thread(() => ReadAll(rows)) { IsBackground = true, Name = "cmem reader" }.Start();
        }

        /// <summary>The rows that are there; waits for the first, and is null at the end.</summary>
        public IReadOnlyList<TRow>? Take()
        {
            _hasRows.Wait();
            lock (_lock)
            {
                if (_rows.Count == 0)
                {
                    _failure?.Throw();
                    return null;
                }

                List<TRow> taken = _rows;
                _rows = [];
                _characters = 0;
                _hasRoom.Set();
                if (!_ended)
                {
                    _hasRows.Reset();
                }

                return taken;
            }
        }

        private void ReadAll(IEnumerable<TRow> rows)
        {
            try
            {
                foreach (TRow row in rows)
                {
                    Add(row);
                }
            }
            catch (Exception exception)
            {
                // Thrown where the rows are taken, after those that were read before it.
                _failure = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_lock)
            {
                _ended = true;
                _hasRows.Set();
            }
        }

        private void Add(TRow row)
        {
            _hasRoom.Wait();
            lock (_lock)
            {
                _rows.Add(row);
                _characters += _countCharacters(row);
                _hasRows.Set();
                if (_rows.Count >= MaximumRows || _characters >= MaximumCharacters)
                {
                    _hasRoom.Reset();
                }
            }
        }
    }
}
