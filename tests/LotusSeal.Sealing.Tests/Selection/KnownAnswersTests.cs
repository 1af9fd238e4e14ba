using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Selection;

public sealed class KnownAnswersTests
{
    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory, MemberData(nameof(Backends))]
    public void Every_backend_gives_the_known_answers(string backend) => Assert.Null(KnownAnswers.FindFault(SealingBackends.Create(backend)));

    [Theory]
    [InlineData(BackendStage.Parents)]
    [InlineData(BackendStage.Labels)]
    [InlineData(BackendStage.PairHash)]
    [InlineData(BackendStage.PoseidonHash)]
    [InlineData(BackendStage.ColumnHash)]
    [InlineData(BackendStage.Encoding)]
    [InlineData(BackendStage.Decoding)]
    public void One_wrong_bit_is_found_and_its_stage_named(BackendStage stage)
    {
        BackendFault fault = KnownAnswers.FindFault(new FaultyBackend { Spoilt = stage })!;
        Assert.Equal((stage, FaultyBackend.DeviceName, FaultRemedy.Retire), (fault.Stage, fault.Device, fault.Remedy));
    }

    [Theory]
    [InlineData(BackendStage.PoseidonHash)]
    [InlineData(BackendStage.ColumnHash)]
    [InlineData(BackendStage.Encoding)]
    public void A_builder_alone_is_tested_too(BackendStage stage)
    {
        SealingBackend builder = new("builder") { Replicas = new FaultyBackend { Spoilt = stage }.Replicas };
        Assert.Equal(BackendStage.Replica, KnownAnswers.FindFault(builder)!.Stage);
    }

    [Theory]
    [InlineData(BackendStage.PoseidonHash)]
    [InlineData(BackendStage.Encoding)]
    public void A_builder_of_updates_alone_is_tested_too(BackendStage stage)
    {
        SealingBackend builder = new("builder") { Updates = new FaultyBackend { Spoilt = stage }.Updates };
        Assert.Equal(BackendStage.Update, KnownAnswers.FindFault(builder)!.Stage);
    }

    [Theory]
    [InlineData(BackendStage.Labels, FaultRemedy.Retry)]
    [InlineData(BackendStage.ColumnHash, FaultRemedy.Retire)]
    public void A_backend_that_fails_in_the_test_has_the_fault_that_it_told(BackendStage stage, FaultRemedy remedy)
    {
        BackendFault fault = KnownAnswers.FindFault(new FaultyBackend { Fault = FaultyBackend.FaultAt(stage, remedy) })!;
        Assert.Equal(FaultyBackend.FaultAt(stage, remedy), fault);
    }
}
