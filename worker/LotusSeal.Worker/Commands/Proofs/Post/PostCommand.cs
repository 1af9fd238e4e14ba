using System.CommandLine;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary><c>proofs post</c>: proofs of spacetime without a miner, on files.</summary>
internal static class PostCommand
{
    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context)
    {
        Command post = new("post", "window and winning proofs of spacetime: challenges, vanilla proofs, proofs, verification");
        post.Add(PostChallengesCommand.Create(context));
        post.Add(PostVanillaCommand.Create(context));
        post.Add(PostProveCommand.Create(context));
        post.Add(PostVerifyCommand.Create(context));
        return post;
    }
}
