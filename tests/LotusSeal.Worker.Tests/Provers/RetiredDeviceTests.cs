using System.Text;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Provers;

/// <summary>A device that failed is left alone by every later prover, whoever saw it fail.</summary>
public sealed class RetiredDeviceTests : IDisposable
{
    private readonly RecordedLog _log = new();
    private readonly Ledger _devices = new();
    private readonly ChildProver _prover;

    public RetiredDeviceTests() => _prover = new ChildProver(ProverChild.Program(), new ChildTimings(), TimeProvider.System, _log, _devices);

    public void Dispose() => _prover.Dispose();

    [Fact]
    public async Task What_one_prover_retires_the_next_one_leaves_alone()
    {
        Assert.Equal("", await SayAsync("left"));
        await SayAsync("retire GPU-7");
        Assert.Equal([new RetiredDevice("GPU-7", "it failed in a proof")], _devices.Retired);
        await Assert.ThrowsAsync<ChildLostException>(() => SayAsync("exit 9"));
        Assert.Equal("GPU-7 since it failed in a proof", await SayAsync("left"));
        // Said once in a life.
        Assert.Equal("GPU-7 since it failed in a proof", await SayAsync("left"));
    }

    [Fact]
    public async Task What_PreCommit2_retires_is_known_to_a_prover_that_runs_before_its_next_proof()
    {
        Assert.Equal("1", await SayAsync("count"));
        _devices.Retire(new RetiredDevice("GPU-1", "the driver reports Xid 48"));
        Assert.Equal("GPU-1 since the driver reports Xid 48", await SayAsync("left"));
        Assert.Equal("2", await SayAsync("count"));
    }

    [Fact]
    public async Task It_is_known_in_the_middle_of_a_proof_too()
    {
        await SayAsync("count");
        Task<string> running = SayAsync("until-left");
        _devices.Retire(new RetiredDevice("GPU-2", "it is lost"));
        Assert.Equal("GPU-2 since it is lost", await running);
    }

    private async Task<string> SayAsync(string word) => Encoding.ASCII.GetString(
        await ProverChild.AskAsync(_prover, word, cancellationToken: TestContext.Current.CancellationToken).WaitAsync(Patience.Limit));

    private sealed class Ledger : IRetiredDevices
    {
        private readonly Lock _gate = new();
        private readonly List<RetiredDevice> _retired = [];

        public event Action? Changed;

        public IReadOnlyList<RetiredDevice> Retired
        {
            get
            {
                lock (_gate) return [.. _retired];
            }
        }

        public void Retire(RetiredDevice device)
        {
            lock (_gate) _retired.Add(device);
            Changed?.Invoke();
        }
    }
}
