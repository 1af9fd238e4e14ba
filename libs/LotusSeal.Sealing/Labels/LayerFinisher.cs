using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// Syncs, names and notes a labelled layer while the next one is labelled: of 32 GiB that can take minutes. One layer at a time, so that the
/// checkpoint has them in order and no more than two wait for the disk.
/// </summary>
/// <param name="journal">Notes whole layers.</param>
/// <param name="data">Ends when the data are proved to be those that the labels are made for; no layer is whole before.</param>
/// <param name="beside">Runs this.</param>
internal sealed class LayerFinisher(LayerJournal journal, Task data, SideSteps beside) : IDisposable
{
    private Task? _last;

    /// <summary>Begins with a layer; the one before was waited for.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="writer">Has all labels; it is taken over. The memory that it writes from must stay until the layer was waited for.</param>
    public void Start(int layer, LayerFileWriter writer) => _last = beside.Start(() =>
    {
        using (writer)
        {
            LayerDigests digests = writer.Finish();
            data.GetAwaiter().GetResult();
            writer.Commit();
            journal.Note(layer, digests);
        }
    });

    /// <summary>Waits until the last layer is whole; throws what kept it from that.</summary>
    public void Wait() => _last?.GetAwaiter().GetResult();

    /// <summary>Waits for the end of the last layer, whatever it is.</summary>
    public void Dispose()
    {
        if (_last is IAsyncResult last) last.AsyncWaitHandle.WaitOne();
    }
}
