/* A process that does nothing: what starting any process costs. */
int main(void)
{
    return 0;
}
