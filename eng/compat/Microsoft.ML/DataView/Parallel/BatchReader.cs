using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Reads a cursor on a thread of its own, at most a few batches ahead of those who take the batches, and closes the cursor.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private const int BatchesAhead = 4;

    private readonly DataViewRowCursor _input;
    private readonly int? _rowsInBatch;
    private readonly BlockingCollection<RowBuffer> _batches = new(BatchesAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private Exception _failure;

    /// <summary>With a number of rows the batches are made here and numbered from 0; without, they are those of the cursor.</summary>
    public BatchReader(DataViewRowCursor input, bool[] active, int? rowsInBatch = null)
    {
        _input = input;
        _rowsInBatch = rowsInBatch;
        _reading = Task.Factory.StartNew(() => Read(active), TaskCreationOptions.LongRunning);
    }

    /// <summary>The batches not yet taken. Several may take; each batch goes to one of them.</summary>
    public IEnumerable<RowBuffer> TakeBatches()
    {
        foreach (var batch in _batches.GetConsumingEnumerable())
        {
            yield return batch;
        }
        if (_failure != null)
        {
            throw Contracts.Except("Splitter/consolidator worker encountered exception while consuming source data", _failure);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _reading.Wait();
    }

    private void Read(bool[] active)
    {
        try
        {
            using (_input)
            {
                ReadBatches(new RowBuffer(_input, active));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception ex)
        {
            _failure = ex;
        }
        finally
        {
            _batches.CompleteAdding();
        }
    }

    private void ReadBatches(RowBuffer rows)
    {
        long batch = 0;
        while (!_stop.IsCancellationRequested && _input.MoveNext())
        {
            bool endsBatch = _rowsInBatch is { } size ? rows.Count == size : rows.Count > 0 && _input.Batch != batch;
            if (endsBatch)
            {
                _batches.Add(rows.Take(batch), _stop.Token);
                batch++;
            }
            if (_rowsInBatch == null)
            {
                batch = _input.Batch;
            }
            rows.Fill(rows.Count);
        }
        if (rows.Count > 0)
        {
            _batches.Add(rows.Take(batch), _stop.Token);
        }
    }
}
