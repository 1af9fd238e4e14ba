using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Rpc;

public class MinerErrorTextsTests
{
    [Theory]
    [InlineData("no good path found", true)]
    [InlineData("finding best storage: no good path found", true)]
    [InlineData("No Good Path Found", false)]
    [InlineData("storage 'x' isn't registered", false)]
    public void A_search_for_space_without_result_is_known_by_its_text(string text, bool expected) =>
        Assert.Equal(expected, MinerErrorTexts.IsNoGoodPath(new RpcException(text)));

    [Theory]
    [InlineData("callRes channel already has a response", true)]
    [InlineData("result for call 1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d already reported", true)]
    [InlineData("Already Reported", true)]
    [InlineData("connection refused", false)]
    [InlineData("unknown call", false)]
    public void A_second_result_is_known_by_its_text(string text, bool expected) =>
        Assert.Equal(expected, MinerErrorTexts.IsResultKnown(new RpcException(text)));
}
