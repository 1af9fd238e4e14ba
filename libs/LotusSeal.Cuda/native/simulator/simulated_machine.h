// The machine that is simulated: its kernels, memory, streams, and what is to go wrong.
#ifndef LOTUSSEAL_CUDA_SIMULATED_MACHINE_H
#define LOTUSSEAL_CUDA_SIMULATED_MACHINE_H
#include "../src/kernels.cu"
#include "../src/proofs.cu"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

thread_local uint32 host_thread_index, host_block_index, host_block_threads;
thread_local words4 *shared_memory;

namespace {

const char any_call[] = "*";
enum { right, first_word, every_node };
enum { success = 0, invalid_value = 1, out_of_memory = 2, no_device = 100, not_found = 500, not_ready = 600, launch_out_of_resources = 701 };

typedef std::function<void()> operation;
struct stream {
    std::vector<operation> waiting;
};
struct event {
    stream *of = nullptr;
    size_t position = 0;
};
struct kernel {
    const char *name;
    std::function<void(void **)> run;
    int registers;
    int shared_limit;
    int arguments, result;  // how many, and which one the kernel writes to
};

std::recursive_mutex gate;
size_t memory_size = 1 << 30, memory_used;
std::map<char *, size_t> device_memory, pinned_memory;
std::set<stream *> streams;
std::map<std::string, unsigned> calls;
std::string failing_call, failed_call, spoiled_kernel;
unsigned failing_at;
std::string ending_call, hang_file;
unsigned ending_at;
int ending;
int failure, lost;
bool failing_for_good, spoils_every_node;
unsigned spoiled_at, launches;
const size_t the_truth = ~(size_t)0;
size_t told_free = the_truth;
int devices = 1;
std::string profile;  // of MIG instances, when the devices are such

template <class... A, size_t... I> void call(void (*function)(A...), void **arguments, std::index_sequence<I...>)
{
    function(*static_cast<A *>(arguments[I])...);
}

template <class... A> kernel kernel_of(const char *name, void (*function)(A...), int registers, int result)
{
    return {name, [=](void **arguments) { call(function, arguments, std::index_sequence_for<A...>()); }, registers, 48 << 10, sizeof...(A), result};
}

#define KERNEL_OF(name, registers, result) kernel_of(#name, name, registers, result)
#define SUM_KERNELS_OF(number)                                                                                                                 \
    KERNEL_OF(add_segments_##number, 168, 6), KERNEL_OF(join_heads_##number, 134, 5), KERNEL_OF(weigh_buckets_##number, 214, 7),              \
        KERNEL_OF(fold_parts_##number, 119, 1)
kernel kernels[] = {
    KERNEL_OF(poseidon_2, 110, 4), KERNEL_OF(poseidon_8, 154, 4), KERNEL_OF(poseidon_11, 168, 4), KERNEL_OF(encode, 28, 2),
    KERNEL_OF(encode_update, 56, 5),
    KERNEL_OF(multiply_fr, 40, 3), KERNEL_OF(multiply_fp, 64, 3), KERNEL_OF(wide_products, 40, 1),
    KERNEL_OF(down_1, 64, 2), KERNEL_OF(down_2, 108, 2), KERNEL_OF(down_3, 168, 2), KERNEL_OF(up_1, 52, 2), KERNEL_OF(up_2, 92, 2),
    KERNEL_OF(up_3, 162, 2), KERNEL_OF(expand_powers, 46, 4), KERNEL_OF(scale_reversed, 54, 4), KERNEL_OF(scale_in_order, 54, 5),
    KERNEL_OF(multiply_values, 46, 1), KERNEL_OF(divide_values, 48, 2), KERNEL_OF(clear_words, 8, 0), KERNEL_OF(expand_values, 24, 3),
    KERNEL_OF(count_others, 26, 3), KERNEL_OF(count_digits, 42, 4), KERNEL_OF(place_digits, 42, 5), KERNEL_OF(sum_runs, 12, 3),
    KERNEL_OF(accumulate_runs, 12, 0),
    SUM_KERNELS_OF(1), SUM_KERNELS_OF(2),
};

// What a broken driver does to its process: it is ended by a signal, or a call never comes back.
void end_here()
{
    rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (ending == SIGABRT) abort();
    if (ending == SIGSEGV) *(volatile int *)nullptr = 0;
    if (FILE *said = fopen(hang_file.c_str(), "w")) fclose(said);
    for (;;) pause();
}

// Counts a call, and says what it returns if it is to fail.
int enter(const char *call)
{
    unsigned count = ++calls[call], all = ++calls[any_call];
    if (ending_call == call && count == ending_at) end_here();
    if (lost) return lost;
    if (failing_call == any_call) count = all;
    else if (failing_call != call) return success;
    if (count < failing_at || (count > failing_at && !failing_for_good)) return success;
    failed_call = call;
    if (failure >= 700) lost = failure;
    return failure;
}

bool is_device_memory(const void *pointer, size_t bytes)
{
    auto after = device_memory.upper_bound((char *)pointer);
    if (after == device_memory.begin()) return false;
    --after;
    return (char *)pointer + bytes <= after->first + after->second;
}

bool is_pinned(const void *pointer, size_t bytes)
{
    auto after = pinned_memory.upper_bound((char *)pointer);
    if (after == pinned_memory.begin()) return false;
    --after;
    return (char *)pointer + bytes <= after->first + after->second;
}

void drain(stream *s, size_t count)
{
    for (size_t i = 0; i < count; i++) s->waiting[i]();
    s->waiting.erase(s->waiting.begin(), s->waiting.begin() + count);
}

// Every step-th block, each with shared memory that holds nothing of use from the block before.
void run_blocks(const kernel &k, uint32 first, uint32 step, uint32 blocks, uint32 threads, uint32 shared, void **arguments)
{
    std::vector<words4> memory(shared / sizeof(words4) + 1);
    shared_memory = memory.data();
    host_block_threads = threads;
    for (host_block_index = first; host_block_index < blocks; host_block_index += step)
    {
        memset((void *)memory.data(), 0xa5, memory.size() * sizeof(words4));
        for (host_thread_index = 0; host_thread_index < threads; host_thread_index++) k.run(arguments);
    }
}

void launch(const kernel &k, uint32 blocks, uint32 threads, uint32 shared, std::vector<uint64> values, int spoils)
{
    const int words_of_node = 8;
    void *arguments[16];
    for (size_t i = 0; i < values.size(); i++) arguments[i] = &values[i];
    uint32 workers = std::min(std::max(1u, std::thread::hardware_concurrency()), blocks);
    std::vector<std::thread> others;
    for (uint32 i = 1; i < workers; i++)
        others.emplace_back([&, i] { run_blocks(k, i, workers, blocks, threads, shared, arguments); });
    run_blocks(k, 0, workers, blocks, threads, shared, arguments);
    for (std::thread &other : others) other.join();
    uint32 *result = (uint32 *)values[k.result];
    if (spoils == first_word) *result ^= 1;
    // The number of nodes is the last argument.
    for (uint32 node = 0; spoils == every_node && node < (uint32)values.back(); node++) result[node * words_of_node] ^= 1;
}

}

#endif
