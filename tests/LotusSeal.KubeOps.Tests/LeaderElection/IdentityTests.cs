using LotusSeal.KubeOps.LeaderElection;

namespace LotusSeal.KubeOps.Tests.LeaderElection;

public sealed class IdentityTests
{
    [Fact]
    public void Two_processes_of_one_pod_are_told_apart()
    {
        string one = LeaseLock.NewIdentity("operator-0");
        Assert.Matches("^operator-0_[0-9a-f]{16}$", one);
        Assert.NotEqual(one, LeaseLock.NewIdentity("operator-0"));
    }
}
